package io.likes.examples.service;

import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where the servers are that a profile uses, each as {@code host:port}. With {@code
 * likes.start-servers} the service starts its own, and of all this only the keyspace matters.
 *
 * @param redis a server, or two or more nodes of one Cluster
 * @param kafka brokers; the topic {@code likes} is made if it is not there
 * @param cassandra nodes; the keyspace must have the tables of likes-cassandra
 * @param dataCenter the nodes' data center
 * @param keyspace where the tables are
 */
@ConfigurationProperties("likes.servers")
record Servers(
    @DefaultValue("localhost:6379") List<String> redis,
    @DefaultValue("localhost:9092") List<String> kafka,
    @DefaultValue("localhost:9042") List<String> cassandra,
    @DefaultValue("datacenter1") String dataCenter,
    @DefaultValue("likes") String keyspace) {}
