@NullMarked
package io.likes.examples.viralpost;

import org.jspecify.annotations.NullMarked;
