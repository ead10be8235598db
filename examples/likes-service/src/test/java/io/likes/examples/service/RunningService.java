package io.likes.examples.service;

import java.util.stream.Stream;
import org.springframework.boot.SpringApplication;
import org.springframework.context.ConfigurableApplicationContext;

/** The service on a free port, in this process, and a client of it. */
final class RunningService extends ApiClient implements AutoCloseable {
  private final ConfigurableApplicationContext context;

  /** Starts the service with arguments of its command line. */
  RunningService(String... arguments) {
    this(
        SpringApplication.run(
            LikesServiceApplication.class,
            Stream.concat(Stream.of("--server.port=0"), Stream.of(arguments))
                .toArray(String[]::new)));
  }

  private RunningService(ConfigurableApplicationContext context) {
    super(context.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
    this.context = context;
  }

  <T> T bean(Class<T> type) {
    return context.getBean(type);
  }

  /** Ends the service as a SIGTERM does. */
  @Override
  public void close() {
    context.close();
  }
}
