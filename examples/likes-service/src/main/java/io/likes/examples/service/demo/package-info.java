/**
 * The page: a feed, and a dashboard that watches one post go viral. Delete this package, and the
 * files under {@code static}, to keep the API alone.
 */
@NullMarked
package io.likes.examples.service.demo;

import org.jspecify.annotations.NullMarked;
