/**
 * The likes API over HTTP, on Spring Boot. The page and its dashboard are in {@code demo}, which
 * nothing here needs.
 */
@NullMarked
package io.likes.examples.service;

import org.jspecify.annotations.NullMarked;
