package io.likes.examples.service;

import io.likes.ContentId;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.core.io.ClassPathResource;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** What can be liked: the posts of a file, in place of your own database of contents. */
@Component
public class Posts {
  private final List<Post> all;
  private final Set<ContentId> ids;

  Posts(JsonMapper json) throws IOException {
    try (InputStream file = new ClassPathResource("posts.json").getInputStream()) {
      all = List.of(json.readValue(file, Post[].class));
    }
    ids = all.stream().map(post -> ContentId.of(post.id())).collect(Collectors.toSet());
  }

  /** Returns all posts, in the order of the feed. */
  public List<Post> all() {
    return all;
  }

  boolean exists(ContentId content) {
    return ids.contains(content);
  }
}
