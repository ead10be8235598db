/** Load on real Cassandra nodes, beside the schema that likes are usually kept in. */
@NullMarked
package io.likes.benchmarks.cassandra;

import org.jspecify.annotations.NullMarked;
