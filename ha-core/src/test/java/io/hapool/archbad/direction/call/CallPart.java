package io.hapool.archbad.direction.call;

public interface CallPart {

}
