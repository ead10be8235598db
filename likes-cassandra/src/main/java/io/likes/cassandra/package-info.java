/**
 * Likes in Apache Cassandra: {@link io.likes.cassandra.CassandraLikeStore}, {@link
 * io.likes.cassandra.CassandraUserLikeStore} and {@link io.likes.cassandra.CassandraCounterStore},
 * on the caller's session and in tables that {@code schema.cql} of this package creates, by hand or
 * from {@link io.likes.cassandra.CassandraSchema}.
 */
@NullMarked
package io.likes.cassandra;

import org.jspecify.annotations.NullMarked;
