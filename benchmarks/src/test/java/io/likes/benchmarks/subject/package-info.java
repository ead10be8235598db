/** Tests of what is measured. */
@NullMarked
package io.likes.benchmarks.subject;

import org.jspecify.annotations.NullMarked;
