package dev.skein.client;

import org.jspecify.annotations.Nullable;

/// A doubly linked list whose nodes belong to their items, so that taking any of them out is one step and allocates nothing.
final class PoolList<T> {
    private @Nullable Node<T> first;
    private @Nullable Node<T> last;

    /// An item's place in one list.
    static final class Node<T> {
        private final T item;
        private @Nullable Node<T> previous;
        private @Nullable Node<T> next;

        Node(T item) {
            this.item = item;
        }

        T item() {
            return item;
        }

        @Nullable Node<T> previous() {
            return previous;
        }
    }

    boolean isEmpty() {
        return first == null;
    }

    @Nullable T first() {
        return first == null ? null : first.item;
    }

    @Nullable T last() {
        return last == null ? null : last.item;
    }

    @Nullable Node<T> lastNode() {
        return last;
    }

    void addLast(Node<T> node) {
        addAfter(last, node);
    }

    /// Adds a node that is in no list behind one that is in this list, or in front of all when that is null.
    void addAfter(@Nullable Node<T> before, Node<T> node) {
        Node<T> after = before == null ? first : before.next;
        join(before, node);
        join(node, after);
    }

    /// Takes out a node that is in this list.
    void remove(Node<T> node) {
        join(node.previous, node.next);
        node.previous = null;
        node.next = null;
    }

    private void join(@Nullable Node<T> before, @Nullable Node<T> after) {
        if (before == null) {
            first = after;
        } else {
            before.next = after;
        }
        if (after == null) {
            last = before;
        } else {
            after.previous = before;
        }
    }
}
