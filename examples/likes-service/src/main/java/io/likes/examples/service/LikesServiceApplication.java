package io.likes.examples.service;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;

/** The likes API and its page, as one process. */
@SpringBootApplication
@ConfigurationPropertiesScan
public class LikesServiceApplication {
  private static final Logger log = LoggerFactory.getLogger(LikesServiceApplication.class);

  /** Starts the service and prints its address. */
  public static void main(String[] args) {
    SpringApplication.run(LikesServiceApplication.class, args);
  }

  @EventListener
  void printAddress(ApplicationReadyEvent ready) {
    Environment environment = ready.getApplicationContext().getEnvironment();
    String[] active = environment.getActiveProfiles();
    log.info(
        "Likes are served at http://localhost:{}/ ({})",
        environment.getProperty("local.server.port"),
        String.join(", ", active.length == 0 ? environment.getDefaultProfiles() : active));
  }
}
