package org.example;

import java.util.List;

/** Entry. */
public final class Main<T extends Comparable<T>> implements Runnable {
    private static final int LIMIT = 10_000L;

    @Override
    public void run() {
        var list = List.of("a\n", 'c', 1.5f);
        for (String s : list) {
            if (s instanceof String && s != null) System.out.println(s.length());
        }
        throw new IllegalStateException(); // never
    }
}
