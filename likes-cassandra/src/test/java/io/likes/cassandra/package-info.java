/** Tests against real nodes, and of the logic without them. */
@NullMarked
package io.likes.cassandra;

import org.jspecify.annotations.NullMarked;
