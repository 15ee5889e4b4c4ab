/// Tests of the tests' tools. What both kinds of [TestClient] promise is in the contracts, which run over each.
@org.jspecify.annotations.NullMarked
package dev.skein.testing;
