package io.likes.architecture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathExpressionException;
import javax.xml.xpath.XPathFactory;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;

/** The source tree of this build: its modules, their POMs, sources and compiled classes. */
final class Project {
  private static final Path ROOT = findRoot();

  private Project() {}

  /** Modules that are published as jars, in build order. */
  static List<String> publishedModules() {
    return texts(pom("."), "/project/modules/module").stream()
        .filter(module -> !module.equals("likes-bom"))
        .filter(module -> texts(pom(module), "//*[local-name()='maven.deploy.skip']").isEmpty())
        .toList();
  }

  /** The folders of all modules, published or not, without the root. */
  static List<String> modules() {
    try (Stream<Path> paths = Files.walk(ROOT)) {
      return paths
          .filter(path -> path.getFileName().toString().equals("pom.xml"))
          .map(path -> relative(path.getParent()))
          .filter(module -> !module.isEmpty() && !(module + "/").contains("target/"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Published modules that implement the SPI. */
  static List<String> adapters() {
    return publishedModules().stream()
        .filter(module -> !module.equals("likes-core") && !module.equals("likes-testkit"))
        .toList();
  }

  /** The package that a published module other than the core owns. */
  static String packageOf(String module) {
    return "io.likes." + module.substring("likes-".length());
  }

  static Path classes(String module) {
    return built(module, "classes");
  }

  static Path testClasses(String module) {
    return ROOT.resolve(module).resolve("target/test-classes");
  }

  static Path file(String path) {
    return ROOT.resolve(path);
  }

  static Document pom(String module) {
    try {
      return DocumentBuilderFactory.newDefaultInstance()
          .newDocumentBuilder()
          .parse(ROOT.resolve(module).resolve("pom.xml").toFile());
    } catch (IOException | SAXException | ParserConfigurationException e) {
      throw new IllegalStateException("cannot read the POM of " + module, e);
    }
  }

  /** Texts of the nodes that an XPath expression finds. */
  static List<String> texts(Document document, String expression) {
    XPath xpath = XPathFactory.newDefaultInstance().newXPath();
    try {
      NodeList nodes = (NodeList) xpath.evaluate(expression, document, XPathConstants.NODESET);
      return IntStream.range(0, nodes.getLength())
          .mapToObj(i -> nodes.item(i).getTextContent().strip())
          .toList();
    } catch (XPathExpressionException e) {
      throw new IllegalArgumentException(expression, e);
    }
  }

  /** Every Java source of every module, tests included. */
  static List<Path> javaSources() {
    try (Stream<Path> paths = Files.walk(ROOT)) {
      return paths
          .filter(path -> path.getFileName().toString().endsWith(".java"))
          .filter(path -> !relative(path).contains("target/"))
          .sorted()
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static String relative(Path path) {
    return ROOT.relativize(path).toString().replace('\\', '/');
  }

  static String read(Path path) {
    try {
      return Files.readString(path, UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path built(String module, String kind) {
    Path path = ROOT.resolve(module).resolve("target").resolve(kind);
    if (!Files.isDirectory(path)) {
      throw new IllegalStateException(
          module + " is not built before examples/snippets, which must depend on it: no " + path);
    }
    return path;
  }

  private static Path findRoot() {
    for (Path dir = Path.of("").toAbsolutePath(); dir != null; dir = dir.getParent()) {
      if (Files.isDirectory(dir.resolve("likes-bom"))) {
        return dir;
      }
    }
    throw new IllegalStateException("no likes-bom above " + Path.of("").toAbsolutePath());
  }
}
