/** The service is started as a whole, on a free port, and asked over HTTP. */
@NullMarked
package io.likes.examples.service;

import org.jspecify.annotations.NullMarked;
