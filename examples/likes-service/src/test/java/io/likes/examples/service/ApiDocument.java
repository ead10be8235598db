package io.likes.examples.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The OpenAPI description that the service gives of itself, held against its answers. */
final class ApiDocument {
  private final JsonNode document;

  ApiDocument(JsonNode document) {
    this.document = document;
  }

  /** Checks that an answer is one that the description promises. */
  void check(ApiClient.Answer answer) {
    JsonNode response = response(answer);
    String type = answer.header("Content-Type");
    JsonNode content = response.required("content");
    assertThat(content.propertyNames()).as("media types").containsExactly(type);
    checkObject(answer.body(), content.required(type).required("schema"));
  }

  private JsonNode response(ApiClient.Answer answer) {
    String path = answer.request().uri().getRawPath();
    String template =
        document.required("paths").propertyNames().stream()
            .filter(each -> path.matches(each.replaceAll("\\{[^}]+}", "[^/]+")))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no path " + path));
    JsonNode responses =
        document
            .required("paths")
            .required(template)
            .required(answer.request().method().toLowerCase(Locale.ROOT))
            .required("responses");
    assertThat(responses.propertyNames())
        .as("statuses of " + template)
        .contains(Integer.toString(answer.status()));
    return responses.required(Integer.toString(answer.status()));
  }

  private void checkObject(JsonNode value, JsonNode reference) {
    String name = reference.required("$ref").asString().replaceAll(".*/", "");
    JsonNode schema = document.required("components").required("schemas").required(name);
    JsonNode properties = schema.required("properties");
    assertThat(properties.propertyNames()).as(name).containsAll(value.propertyNames());
    schema
        .path("required")
        .forEach(
            required -> assertThat(value.has(required.asString())).as("%s", required).isTrue());
    for (Map.Entry<String, JsonNode> field : value.properties()) {
      checkType(field.getValue(), properties.required(field.getKey()));
    }
  }

  private void checkType(JsonNode value, JsonNode schema) {
    switch (schema.path("type").asString("object")) {
      case "string" -> assertThat(value.isString()).as("%s", value).isTrue();
      case "integer" -> assertThat(value.isIntegralNumber()).as("%s", value).isTrue();
      case "boolean" -> assertThat(value.isBoolean()).as("%s", value).isTrue();
      case "array" -> value.forEach(each -> checkObject(each, schema.required("items")));
      default -> checkObject(value, schema);
    }
  }
}
