package io.hapool.context;

/**
 * Keeps the holders of two threads, which collectors like to put side by side, on cache
 * lines and cards of their own: each attempt writes to the one of its thread.
 */
@SuppressWarnings({ "unused", "UnusedVariable" })
class CurrentLeasePadding {

	private long p00;

	private long p01;

	private long p02;

	private long p03;

	private long p04;

	private long p05;

	private long p06;

	private long p07;

	private long p08;

	private long p09;

	private long p10;

	private long p11;

	private long p12;

	private long p13;

	private long p14;

	private long p15;

}
