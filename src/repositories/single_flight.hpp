#pragma once

#include <future>
#include <map>
#include <string>
#include <utility>

#include "base/guarded.hpp"
#include "base/result.hpp"

namespace spoke::repositories {

/// Makes many who want the same thing wait for one who gets it (index-conformance 185). A failure
/// goes to those who wait and is not kept for the next. Blocking; thread-safe.
template <class Value>
class SingleFlight {
public:
    template <class Work>
    Result<Value> run(const std::string& key, Work work) {
        std::promise<Result<Value>> promise;
        {
            auto flights = flights_.lock();
            const auto found = flights->find(key);
            if (found != flights->end()) {
                auto future = found->second;
                flights.lock().unlock();
                return future.get();
            }
            flights->emplace(key, promise.get_future().share());
        }
        Result<Value> result = fail(ErrorCode::internal, "the work ended without a result");
        try {
            result = work();
        } catch (...) {
            finish(key, promise, result);
            throw;
        }
        finish(key, promise, result);
        return result;
    }

private:
    void finish(const std::string& key, std::promise<Result<Value>>& promise,
                const Result<Value>& result) {
        flights_.lock()->erase(key);
        promise.set_value(result);
    }

    base::Guarded<std::map<std::string, std::shared_future<Result<Value>>>> flights_;
};

}  // namespace spoke::repositories
