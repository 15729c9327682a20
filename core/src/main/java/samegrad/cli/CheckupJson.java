package samegrad.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the doctor found, for programs to read; what is not known is not there. */
final class CheckupJson {
  private CheckupJson() {}

  static String write(Checkup checkup) throws JsonProcessingException {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    Surroundings here = checkup.surroundings();
    root.put("samegrad", here.samegrad());
    root.put("java", here.java());
    root.put("javaHome", here.javaHome());
    root.put("system", here.system());
    root.put("processors", here.processors());
    root.put("maxHeapMiB", here.maxHeapMiB());
    here.vectorBits().ifPresent(bits -> root.put("vectorBits", bits));
    ArrayNode services = root.putArray("services");
    for (Declared declared : checkup.declared()) {
      services.addObject().put("file", declared.file()).put("provider", declared.provider());
    }
    ArrayNode backends = root.putArray("backends");
    checkup.diagnoses().forEach(one -> add(backends.addObject(), one));
    root.put("well", checkup.isWell());
    root.put("summary", checkup.summary());
    return new ObjectMapper().writeValueAsString(root);
  }

  private static void add(ObjectNode node, Diagnosis one) {
    node.put("backend", one.backend());
    node.put("state", one.state().toString());
    node.put("provider", one.provider());
    one.source().ifPresent(source -> node.put("source", source));
    one.version().ifPresent(version -> node.put("version", version));
    one.why().ifPresent(why -> node.put("why", why));
    one.rootCause().ifPresent(cause -> node.put("rootCause", cause));
    one.remedy().ifPresent(remedy -> node.put("remedy", remedy));
    one.engine()
        .ifPresent(
            engine ->
                node.putObject("engine")
                    .put("version", engine.version())
                    .put("device", engine.device())
                    .put("threads", engine.threads())
                    .put("autograd", engine.autograd()));
    one.natives().ifPresent(paths -> paths.forEach(node.putArray("loaded")::add));
    ArrayNode caches = node.putArray("caches");
    for (Cache cache : one.caches()) {
      ObjectNode object =
          caches
              .addObject()
              .put("folder", cache.folder())
              .put("exists", cache.exists())
              .put("writable", cache.writable());
      ObjectNode found = object.putObject("found");
      cache.found().forEach(found::put);
      ObjectNode damaged = object.putObject("damaged");
      cache.damaged().forEach(damaged::put);
    }
  }
}
