package io.likes.kafka;

import io.likes.servers.kafka.KafkaCluster;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Gives tests one broker, the same to all of this JVM. */
final class OneBroker implements ParameterResolver {
  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == Kafka.class;
  }

  @Override
  public Kafka resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(OneBroker.class))
        .computeIfAbsent(
            Kafka.class,
            key -> new Kafka(KafkaCluster.givenOrStarted(1, KafkaCluster.SHORT_LIVED)),
            Kafka.class);
  }
}
