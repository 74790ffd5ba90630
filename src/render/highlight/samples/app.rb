require "sinatra"
# One user.
class User < ApplicationRecord
  attr_accessor :name, :age
  LIMIT = 10
  @@count = 0

  def initialize(name:, age: 18)
    @name = name
    @age = age || nil
  end

  def adult? = @age >= 18

  def self.find_all(ids, &block)
    ids.map { |id| find(id) }.select(&:adult?).each do |user|
      puts "user #{user.name.upcase} is #{user.age + 1}\n" unless user.nil?
    end
  rescue ArgumentError => e
    raise CustomError, 'it failed' if e.message =~ /bad (id|name)/i
  ensure
    yield 1_000, { key: "v", "a" => :b }
  end
end
