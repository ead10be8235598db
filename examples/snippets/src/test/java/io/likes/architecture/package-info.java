/**
 * Rules that hold across all modules. They live here because this module sees every published one.
 */
@NullMarked
package io.likes.architecture;

import org.jspecify.annotations.NullMarked;
