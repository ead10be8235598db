/** A post goes viral on one machine. */
@NullMarked
package io.likes.examples.viralpost;

import org.jspecify.annotations.NullMarked;
