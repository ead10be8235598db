package io.likes.examples.service;

import io.likes.Admission;
import io.likes.BackendException;
import io.likes.ContentId;
import io.likes.LikeService;
import io.likes.UserId;
import io.likes.inmemory.InMemoryCounterStore;
import io.likes.inmemory.InMemoryLikeStore;
import io.likes.inmemory.InMemoryUserLikeStore;
import io.likes.micrometer.MicrometerLikesListener;
import io.micrometer.core.instrument.MeterRegistry;
import org.apache.tomcat.util.buf.EncodedSolidusHandling;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.jackson.autoconfigure.JsonMapperBuilderCustomizer;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Profile;
import tools.jackson.databind.cfg.CoercionAction;
import tools.jackson.databind.cfg.CoercionInputShape;
import tools.jackson.databind.type.LogicalType;

/** Puts the service together. */
@Configuration(proxyBeanMethods = false)
class LikesConfiguration {
  /** The default: likes are gone when the process is. */
  @Bean
  @Profile("in-memory")
  Backend inMemory() {
    return new Backend(
        new InMemoryLikeStore(), new InMemoryUserLikeStore(), new InMemoryCounterStore(), null);
  }

  @Bean
  MicrometerLikesListener meters(MeterRegistry registry) {
    return new MicrometerLikesListener(registry);
  }

  @Bean
  LikeService likes(Backend backend, Admission admission, MicrometerLikesListener meters) {
    return backend.service().admission(admission).listener(meters).build();
  }

  /**
   * Says whether likes can be stored. It is no part of readiness: counts are served without a
   * store, and a store that is down is down for all processes.
   */
  @Bean
  HealthIndicator likesHealthIndicator(LikeService likes) {
    return () -> {
      try {
        likes.liked(ContentId.of("health"), UserId.of("health"));
        return Health.up().build();
      } catch (BackendException e) {
        return Health.down(e).build();
      }
    };
  }

  /** A number is not a string: {@code "user_id": 7} is refused, not read as {@code "7"}. */
  @Bean
  JsonMapperBuilderCustomizer strictStrings() {
    return builder ->
        builder.withCoercionConfig(
            LogicalType.Textual,
            strings -> {
              strings.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail);
              strings.setCoercion(CoercionInputShape.Float, CoercionAction.Fail);
              strings.setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail);
            });
  }

  /**
   * Content ids may have a slash or a backslash, {@code %2F} or {@code %5C} in a path, which Tomcat
   * does not pass on by itself.
   */
  @Bean
  WebServerFactoryCustomizer<TomcatServletWebServerFactory> slashesInContentIds() {
    return tomcat ->
        tomcat.addConnectorCustomizers(
            connector -> {
              String pass = EncodedSolidusHandling.PASS_THROUGH.getValue();
              connector.setEncodedSolidusHandling(pass);
              connector.setEncodedReverseSolidusHandling(pass);
            });
  }
}
