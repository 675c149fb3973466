package io.hapool.archbad.direction.event;

public interface EventPart {

}
