package io.likes.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BundledFilesTest {
  @TempDir private Path directory;

  @Test
  void theFilesOfTheIndexAreUnpacked() {
    Path into = directory.resolve("lib");
    BundledFiles.unpack(BundledFilesTest.class, "bundle", into);
    BundledFiles.unpack(BundledFilesTest.class, "bundle", into);
    assertThat(into.resolve("one")).hasContent("1");
    assertThat(into.resolve("two.txt")).hasContent("2");
  }

  @Test
  void aFolderThatIsNotThereIsNamed() {
    assertThatThrownBy(() -> BundledFiles.unpack(BundledFilesTest.class, "none", directory))
        .hasMessage("no resource none/index beside " + BundledFilesTest.class.getName());
  }

  @Test
  void aPortIsGivenOnceAndNobodyListensOnIt() throws IOException {
    int port = FreePorts.next(1, 2);
    try (ServerSocket first = new ServerSocket(port, 1, InetAddress.getLoopbackAddress());
        ServerSocket third = new ServerSocket(port + 2, 1, InetAddress.getLoopbackAddress())) {
      assertThat(FreePorts.next()).isNotIn(port, port + 1, port + 2);
      assertThat(first.getLocalPort()).isLessThan(third.getLocalPort());
    }
  }
}
