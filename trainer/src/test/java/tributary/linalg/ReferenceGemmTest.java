package tributary.linalg;

final class ReferenceGemmTest extends GemmContract {
  ReferenceGemmTest() {
    super(new ReferenceGemm());
  }
}
