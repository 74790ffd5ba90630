#include <vector>
namespace app {

template <typename T, std::size_t N = 16>
class Pool final : public Base<T> {
public:
    explicit Pool(std::string_view name) noexcept : name_{name}, free_(N) {}
    virtual ~Pool() = default;
    Pool(const Pool&) = delete;

    [[nodiscard]] auto take() -> std::unique_ptr<T> {
        std::lock_guard<std::mutex> lock{mutex_};
        if (free_.empty()) throw std::runtime_error("empty: " + name_);
        return std::make_unique<T>(std::move(free_.back()));
    }

private:
    std::string name_;
    std::vector<T> free_;
    constexpr static int kLimit = 1'000'000;
};

}  // namespace app

int main() {
    auto text = R"json({"a": "b"})json";
    for (const auto& [key, value] : map) std::cout << key << ": " << value << '\n';
    auto add = [&](int a, auto b) mutable { return a + static_cast<int>(b); };
    if (ptr != nullptr && !ptr->done()) { ptr->run(0xFF, true); }
    using Map = std::unordered_map<std::string, int>;
    enum class Color : uint8_t { Red = 1, Green };
    return add(1, 2.5f);
}
