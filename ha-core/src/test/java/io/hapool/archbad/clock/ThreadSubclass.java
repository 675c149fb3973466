package io.hapool.archbad.clock;

final class ThreadSubclass extends Thread {

}
