// SPDX-FileCopyrightText: The Drover authors
// SPDX-License-Identifier: MIT
#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace drover {

template <typename Signature>
class UniqueFunction;

//! A callable that is moved, never copied: std::move_only_function until compilers have it.
//! Needed because continuations own promises and jobs, which cannot be copied into a std::function.
template <typename R, typename... Args>
class UniqueFunction<R(Args...)> {
public:
    UniqueFunction() = default;
    UniqueFunction(std::nullptr_t) { }

    template <typename F>
        requires(!std::is_same_v<std::remove_cvref_t<F>, UniqueFunction> && std::is_invocable_r_v<R, F&, Args...>)
    UniqueFunction(F&& callable)
        : m_target(std::make_unique<Target<std::decay_t<F>>>(std::forward<F>(callable)))
    {
    }

    explicit operator bool() const noexcept { return m_target != nullptr; }
    R operator()(Args... args) { return m_target->call(std::forward<Args>(args)...); }

private:
    struct Base {
        Base() = default;
        Base(const Base&) = delete;
        Base& operator=(const Base&) = delete;
        virtual ~Base() = default;
        virtual R call(Args... args) = 0;
    };
    template <typename F>
    struct Target final : Base {
        template <typename G>
        explicit Target(G&& callable)
            : function(std::forward<G>(callable))
        {
        }
        R call(Args... args) override { return function(std::forward<Args>(args)...); }
        F function;
    };
    std::unique_ptr<Base> m_target;
};

} // namespace drover
