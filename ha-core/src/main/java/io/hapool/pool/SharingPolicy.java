package io.hapool.pool;

/**
 * A policy that shares the load among the candidates, so that one that ramps up, or asks
 * for less, can be given a part of its share.
 */
interface SharingPolicy<T> extends SelectionPolicy<T> {

}
