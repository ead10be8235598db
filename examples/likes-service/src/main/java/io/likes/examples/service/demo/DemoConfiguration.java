package io.likes.examples.service.demo;

import io.likes.ContentId;
import io.likes.LikeService;
import io.likes.examples.service.Backend;
import io.likes.examples.service.Post;
import io.likes.examples.service.Posts;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Puts the dashboard together: the first post of the feed is the one that goes viral. */
@Configuration(proxyBeanMethods = false)
class DemoConfiguration {
  private static final Logger log = LoggerFactory.getLogger(DemoConfiguration.class);

  @Bean
  StormWatch stormWatch(Posts posts) {
    return new StormWatch(viralPost(posts));
  }

  @Bean
  Storm storm(Posts posts, Backend backend, StormWatch watch) {
    return new Storm(backend.service().listener(watch).build(), viralPost(posts));
  }

  @Bean
  Dashboard dashboard(
      Posts posts, Backend backend, LikeService likes, StormWatch watch, Storm storm) {
    return new Dashboard(viralPost(posts), likes, new Cells(backend.likeStore()), watch, storm);
  }

  /** Gives the posts the likes that they start with, by the same users at every start. */
  @Bean
  ApplicationRunner firstLikes(Posts posts, Storm storm) {
    return arguments -> {
      for (Post post : posts.all()) {
        long missing = storm.likeAll(ContentId.of(post.id()), post.likes());
        if (missing > 0) {
          log.warn("{} of {} first likes of {} were not made", missing, post.likes(), post.id());
          return;
        }
      }
    };
  }

  private static ContentId viralPost(Posts posts) {
    return ContentId.of(posts.all().get(0).id());
  }
}
