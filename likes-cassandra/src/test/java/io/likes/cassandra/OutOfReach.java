package io.likes.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.loadbalancing.NodeDistance;
import io.likes.servers.FaultyProxy;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.function.Function;

/** Stores whose network went down after they were built. */
final class OutOfReach {
  private OutOfReach() {}

  static <T> T of(Function<CqlSession, T> store) {
    TestCluster cluster = TestCluster.shared();
    FaultyProxy proxy = new FaultyProxy(cluster.addresses().get(0));
    InetSocketAddress address =
        new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port());
    CqlSession session =
        cluster
            .builder(Duration.ofSeconds(2))
            .addContactPoint(address)
            .withKeyspace(cluster.keyspace())
            .withNodeDistanceEvaluator(
                (node, dataCenter) ->
                    node.getEndPoint().resolve().equals(address) ? null : NodeDistance.IGNORED)
            .build();
    T built = store.apply(session);
    proxy.refuse();
    return built;
  }
}
