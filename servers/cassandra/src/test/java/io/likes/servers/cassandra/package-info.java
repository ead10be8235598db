/** Tests of the nodes. */
@NullMarked
package io.likes.servers.cassandra;

import org.jspecify.annotations.NullMarked;
