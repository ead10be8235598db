package io.likes.examples.service;

import java.util.List;

/** What is known of each content of a batch that exists, in the order of the question. */
record BatchResponse(List<LikeState> counts) {}
