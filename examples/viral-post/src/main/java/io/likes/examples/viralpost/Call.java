package io.likes.examples.viralpost;

import io.likes.ContentId;
import io.likes.ContentType;
import io.likes.UserId;

/**
 * One call to make.
 *
 * @param atNanos when to make it, in nanoseconds since the start of the run; 0 if the load is as
 *     fast as possible
 * @param like true for a like, false for an unlike
 */
record Call(long atNanos, boolean like, UserId user, ContentType type, ContentId content) {}
