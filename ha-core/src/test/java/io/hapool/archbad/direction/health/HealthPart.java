package io.hapool.archbad.direction.health;

public interface HealthPart {

}
