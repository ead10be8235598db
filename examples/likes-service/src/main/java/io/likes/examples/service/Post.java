package io.likes.examples.service;

import org.jspecify.annotations.Nullable;

/**
 * A post of the feed.
 *
 * @param id its content id
 * @param type its content type
 * @param author who wrote it
 * @param text what it says
 * @param picture name of its picture; null if it has none
 * @param likes how many likes it starts with
 */
public record Post(
    String id, String type, String author, String text, @Nullable String picture, int likes) {}
