/** Cassandra nodes as processes of this machine. */
@NullMarked
package io.likes.servers.cassandra;

import org.jspecify.annotations.NullMarked;
