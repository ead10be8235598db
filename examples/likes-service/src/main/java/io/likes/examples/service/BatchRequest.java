package io.likes.examples.service;

import static io.swagger.v3.oas.annotations.media.Schema.RequiredMode.REQUIRED;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.likes.LikeService;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.media.Schema.AdditionalPropertiesValue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Body of a question for many counts; {@code user_id} asks for the user's own status too. */
@Schema(additionalProperties = AdditionalPropertiesValue.FALSE)
record BatchRequest(
    @ArraySchema(
            arraySchema = @Schema(requiredMode = REQUIRED),
            maxItems = LikeService.MAX_VIEW_SIZE)
        @JsonProperty("content_ids")
        @Nullable List<@Nullable String> contentIds,
    @Schema(example = "alice") @JsonProperty("user_id") @Nullable String userId) {}
