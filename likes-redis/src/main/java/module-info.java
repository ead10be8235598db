/** Likes on Redis. */
// Jedis is an automatic module; its name is fixed by its manifest.
@SuppressWarnings({"requires-automatic", "requires-transitive-automatic"})
module io.likes.redis {
  requires com.github.benmanes.caffeine;
  requires transitive io.likes;
  requires static transitive org.jspecify;
  requires org.slf4j;
  requires transitive redis.clients.jedis;

  exports io.likes.redis;
}
