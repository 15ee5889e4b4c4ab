package dev.skein.loop;

import org.jspecify.annotations.Nullable;

/// The steps a loop will run in this turn or the next: first in, first out, touched only by whoever holds the loop.
final class StepQueue {
    private @Nullable Step head;
    private @Nullable Step tail;

    boolean isEmpty() {
        return head == null;
    }

    @Nullable Step last() {
        return tail;
    }

    void add(Step step) {
        Step previous = tail;
        if (previous == null) {
            head = step;
        } else {
            previous.next = step;
        }
        tail = step;
    }

    @Nullable Step poll() {
        Step first = head;
        if (first != null) {
            head = first.next;
            first.next = null;
            if (head == null) {
                tail = null;
            }
        }
        return first;
    }
}
