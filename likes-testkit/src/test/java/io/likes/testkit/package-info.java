/** Tests of the test kit itself. */
@NullMarked
package io.likes.testkit;

import org.jspecify.annotations.NullMarked;
