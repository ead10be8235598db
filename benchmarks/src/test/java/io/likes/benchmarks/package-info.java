/** Tests of what measures. */
@NullMarked
package io.likes.benchmarks;

import org.jspecify.annotations.NullMarked;
