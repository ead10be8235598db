/** Likes for content: the API, the SPI of storage backends, and the logic between them. */
module io.likes {
  requires com.github.benmanes.caffeine;
  requires static transitive org.jspecify;
  requires org.slf4j;

  exports io.likes;
  exports io.likes.spi;
}
