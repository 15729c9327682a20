package samegrad;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import samegrad.autograd.Autograd;
import samegrad.json.Json;
import samegrad.spi.Device;
import samegrad.spi.EngineConfig;

class SettingsTest {
  private static Settings of(Map<String, String> properties, Map<String, String> environment) {
    Properties set = new Properties();
    set.putAll(properties);
    return Settings.of(set, environment);
  }

  @Test
  void the_defaults_are_plain_on_all_processors_with_its_own_autograd() {
    assertEquals(
        new Settings(
            "plain",
            new EngineConfig(Device.CPU, Runtime.getRuntime().availableProcessors()),
            Autograd.NATIVE),
        of(Map.of(), Map.of()));
  }

  @Test
  void each_setting_is_read_from_a_property_or_the_environment() {
    Settings all = new Settings("djl", new EngineConfig(Device.CUDA, 3), Autograd.TAPE);
    assertEquals(
        all,
        of(
            Map.of(
                "samegrad.backend", "djl",
                "samegrad.device", "cuda",
                "samegrad.threads", "3",
                "samegrad.autograd", "tape"),
            Map.of()));
    assertEquals(
        all,
        of(
            Map.of(),
            Map.of(
                "SAMEGRAD_BACKEND", "djl",
                "SAMEGRAD_DEVICE", "cuda",
                "SAMEGRAD_THREADS", "3",
                "SAMEGRAD_AUTOGRAD", "tape")));
  }

  @Test
  void a_property_beats_the_environment_and_an_empty_one_counts_as_unset() {
    Map<String, String> environment = Map.of("SAMEGRAD_BACKEND", "nd4j");
    assertEquals("djl", of(Map.of("samegrad.backend", "djl"), environment).backend());
    assertEquals("nd4j", of(Map.of("samegrad.backend", ""), environment).backend());
    assertEquals("plain", of(Map.of(), Map.of("SAMEGRAD_BACKEND", "")).backend());
  }

  @Test
  void a_bad_value_is_an_error_that_names_the_setting_and_its_values() {
    assertEquals(
        "-Dsamegrad.threads: threads is a whole number from 1 to 1024, not \"many\"",
        error(Map.of("samegrad.threads", "many"), Map.of()));
    assertEquals(
        "SAMEGRAD_DEVICE: unknown device \"tpu\": it is \"cpu\", \"cuda\", or \"cuda:1\" for a"
            + " second GPU",
        error(Map.of(), Map.of("SAMEGRAD_DEVICE", "tpu")));
    assertEquals(
        "-Dsamegrad.autograd: unknown autograd \"jax\": it is \"native\" or \"tape\"",
        error(Map.of("samegrad.autograd", "jax"), Map.of()));
  }

  private static String error(Map<String, String> properties, Map<String, String> environment) {
    return String.valueOf(
        assertThrows(IllegalArgumentException.class, () -> of(properties, environment))
            .getMessage());
  }

  @Test
  void devices_are_the_processor_and_numbered_gpus() {
    for (String name : new String[] {"cpu", "cuda", "cuda:1", "cuda:12"}) {
      assertEquals(name, Device.of(name).toString());
      assertEquals(Device.of(name), Json.read(Json.write(Device.of(name)), Device.class));
    }
    assertEquals(Device.CUDA, Device.of("cuda:0"));
    for (String bad : new String[] {"cuda:", "cuda:-1", "cuda1", "gpu", "CPU", ""}) {
      assertThrows(IllegalArgumentException.class, () -> Device.of(bad), bad);
    }
  }

  @Test
  void threads_are_from_1_to_1024() {
    assertEquals(1, Settings.threads("1"));
    assertEquals(1024, Settings.threads("1024"));
    for (String bad : new String[] {"0", "1025", "-1", "1.5", "", "99999999999", " 1"}) {
      assertThrows(IllegalArgumentException.class, () -> Settings.threads(bad), bad);
    }
    assertThrows(IllegalArgumentException.class, () -> new EngineConfig(Device.CPU, 0));
  }

  @Test
  void each_setting_can_be_replaced_alone() {
    Settings base = of(Map.of("samegrad.threads", "2"), Map.of());
    assertEquals("x", base.withBackend("x").backend());
    assertEquals(new EngineConfig(Device.CUDA, 2), base.withDevice(Device.CUDA).engine());
    assertEquals(new EngineConfig(Device.CPU, 7), base.withThreads(7).engine());
    assertEquals(Autograd.TAPE, base.withAutograd(Autograd.TAPE).autograd());
    assertEquals(base, base.withAutograd(Autograd.TAPE).withAutograd(Autograd.NATIVE));
    assertEquals(Settings.ofSystem().withBackend("x"), Settings.ofSystem().withBackend("x"));
  }
}
