package io.likes.examples.service;

import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.info.Info;
import io.swagger.v3.oas.models.media.BooleanSchema;
import io.swagger.v3.oas.models.media.Content;
import io.swagger.v3.oas.models.media.IntegerSchema;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.ObjectSchema;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.media.StringSchema;
import io.swagger.v3.oas.models.responses.ApiResponse;
import java.util.Map;
import org.springdoc.core.customizers.OpenApiCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** What is the same for all calls in the OpenAPI description, which is made from the controller. */
@Configuration(proxyBeanMethods = false)
class ApiDescription {
  private static final Map<String, String> FOR_ALL =
      Map.of(
          "400", "The request is not valid; detail names the field",
          "406", "The request does not accept application/json",
          "503", "A backend failed; try again");
  private static final Map<String, String> WITH_BODY =
      Map.of("413", "The body is too large", "415", "The body is not application/json");

  @Bean
  OpenApiCustomizer errorsOfAllCalls() {
    return api -> {
      api.info(
          new Info().title("Likes").version("v1").description("Like, unlike and count likes."));
      api.getComponents().addSchemas("Problem", problem());
      api.getPaths().values().stream()
          .flatMap(path -> path.readOperations().stream())
          .forEach(ApiDescription::describe);
    };
  }

  private static void describe(Operation operation) {
    FOR_ALL.forEach((status, text) -> add(operation, status, text));
    if (operation.getRequestBody() != null) {
      operation.getRequestBody().setRequired(true);
      WITH_BODY.forEach((status, text) -> add(operation, status, text));
    }
    MediaType problem = new MediaType().schema(new Schema<>().$ref("Problem"));
    operation.getResponses().entrySet().stream()
        .filter(response -> !response.getKey().startsWith("2"))
        .forEach(
            response ->
                response
                    .getValue()
                    .setContent(new Content().addMediaType("application/problem+json", problem)));
  }

  private static void add(Operation operation, String status, String description) {
    operation.getResponses().addApiResponse(status, new ApiResponse().description(description));
  }

  /** RFC 9457, and what the answers of this service add to it. */
  private static Schema<?> problem() {
    return new ObjectSchema()
        .addProperty("title", new StringSchema())
        .addProperty("status", new IntegerSchema())
        .addProperty("detail", new StringSchema())
        .addProperty("instance", new StringSchema())
        .addProperty("outcome", new StringSchema())
        .addProperty("content_id", new StringSchema())
        .addProperty("like_count", new IntegerSchema().format("int64"))
        .addProperty("user_liked", new BooleanSchema())
        .addProperty("effect", new StringSchema());
  }
}
