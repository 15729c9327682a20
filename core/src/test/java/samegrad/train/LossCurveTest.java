package samegrad.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.StringReader;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

final class LossCurveTest {
  private static LossCurve curve(DoubleStream losses) {
    return new LossCurve("<a & b>", losses.boxed().toList());
  }

  @Test
  void a_line_of_text_has_sixty_characters_at_most() {
    assertEquals("", curve(DoubleStream.of()).text());
    assertEquals("▁▁", curve(DoubleStream.of(3, 3)).text());
    assertEquals("█▅▁", curve(DoubleStream.of(2, 1, 0)).text());
    assertEquals(60, curve(IntStream.range(0, 121).asDoubleStream()).text().length());
  }

  /** A loss that is not positive, or not finite, leaves a gap; the scale is of the others. */
  @ParameterizedTest
  @CsvSource({
    "'', 0, '1 2'",
    "1, 1, '1 2'",
    "0 0, 0, '1 2'",
    "3 0.4 NaN 0.2 Infinity 0.3, 3, '0.2 0.5 1 2 5'",
    "1 1000000000000, 1, '1 20 500 10000 200000 5000000 100000000 2000000000 50000000000"
        + " 1000000000000'"
  })
  void a_picture_is_well_formed_and_has_ticks_at_round_numbers(
      String losses, int lines, String ticks) throws Exception {
    double[] values =
        Stream.of(losses.split(" "))
            .filter(loss -> !loss.isEmpty())
            .mapToDouble(Double::parseDouble)
            .toArray();
    Locale before = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY); // where a decimal point is a comma
    Document svg;
    try {
      String text = LossCurve.svg("a \"title\"", List.of(curve(DoubleStream.of(values))));
      svg =
          DocumentBuilderFactory.newInstance()
              .newDocumentBuilder()
              .parse(new InputSource(new StringReader(text)));
    } finally {
      Locale.setDefault(before);
    }
    var paths = svg.getElementsByTagName("path");
    String curve =
        paths.item(paths.getLength() - 2).getAttributes().getNamedItem("d").getNodeValue();
    assertEquals(lines, curve.chars().filter(c -> c == 'M').count(), curve);
    assertEquals(0, curve.chars().filter(c -> c == ',').count(), curve);
    var texts = svg.getElementsByTagName("text");
    List<String> shown =
        IntStream.range(2, texts.getLength() - 1)
            .mapToObj(i -> texts.item(i).getTextContent())
            .toList();
    assertEquals(List.of(ticks.split(" ")), shown);
  }
}
