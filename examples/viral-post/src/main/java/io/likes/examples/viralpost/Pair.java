package io.likes.examples.viralpost;

import io.likes.ContentId;
import io.likes.UserId;

/** A content and a user. */
record Pair(ContentId content, UserId user) {}
