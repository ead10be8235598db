/** Load on real servers, beside what likes are usually kept in there. */
@NullMarked
package io.likes.benchmarks.load;

import org.jspecify.annotations.NullMarked;
