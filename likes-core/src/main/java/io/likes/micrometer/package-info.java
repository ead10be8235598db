/** Binds what likes report to Micrometer meters. */
@NullMarked
package io.likes.micrometer;

import org.jspecify.annotations.NullMarked;
