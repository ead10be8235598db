/** Real servers as processes of this machine, and the faults that may befall them. */
@NullMarked
package io.likes.servers;

import org.jspecify.annotations.NullMarked;
