/** Likes for content: the API, the SPI of storage backends, and the logic between them. */
// micrometer-core is an automatic module; its name is fixed by its manifest, and only who uses the
// binding needs it.
@SuppressWarnings("requires-automatic")
module io.likes {
  requires com.github.benmanes.caffeine;
  requires static micrometer.core;
  requires static transitive org.jspecify;
  requires org.slf4j;

  exports io.likes;
  exports io.likes.micrometer;
  exports io.likes.spi;
}
